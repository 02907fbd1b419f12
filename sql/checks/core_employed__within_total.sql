-- severity: warn
-- reason: Industries are parts of all employed; SCB protects the values, so small areas may exceed the total by a few persons.
-- skäl: Näringsgrenarna är delar av alla sysselsatta; SCB skyddar värdena, så små områden kan överskrida totalen med några personer.
SELECT
  part.area_code,
  part.period,
  part.sex,
  SUM(part.persons) AS persons_in_industries,
  MAX(total.persons) AS persons
FROM core_employed AS part
JOIN core_employed AS total
  ON total.area_code = part.area_code
  AND total.period = part.period
  AND total.sex = part.sex
  AND total.industry = '_T'
WHERE
  part.industry <> '_T'
GROUP BY
  part.area_code,
  part.period,
  part.sex
HAVING
  SUM(part.persons) > MAX(total.persons) + GREATEST(15, 0.01 * MAX(total.persons))
