-- severity: error
-- reason: The ages are parts of all residents, so together they cannot be more than the total.
SELECT
  part.area_code,
  part.period,
  part.sex,
  SUM(part.persons) AS persons_in_ages,
  MAX(total.persons) AS persons
FROM core_population AS part
JOIN core_population AS total
  ON total.area_code = part.area_code
  AND total.period = part.period
  AND total.sex = part.sex
  AND total.age = '_T'
WHERE
  part.age IN ('0-19', '20-24')
GROUP BY
  part.area_code,
  part.period,
  part.sex
HAVING
  SUM(part.persons) > MAX(total.persons)
