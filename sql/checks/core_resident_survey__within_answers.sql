-- severity: error
-- reason: Nobody is counted who has not answered, and women and men are part of all respondents.
-- skäl: Ingen räknas som inte har svarat, och kvinnor och män är delar av alla som svarat.
SELECT
  total.area_code,
  total.period,
  total.measure,
  total.persons,
  total.answers,
  SUM(part.persons) AS persons_by_sex,
  SUM(part.answers) AS answers_by_sex
FROM core_resident_survey AS total
JOIN core_resident_survey AS part
  ON part.area_code = total.area_code
  AND part.period = total.period
  AND part.measure = total.measure
  AND part.sex IN ('K', 'M')
WHERE
  total.sex = '_T'
GROUP BY
  total.area_code,
  total.period,
  total.measure,
  total.persons,
  total.answers
HAVING
  total.persons > total.answers
  OR SUM(part.persons) > total.persons
  OR SUM(part.answers) > total.answers
