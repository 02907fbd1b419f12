-- severity: error
-- reason: Women and men are all residents: exactly so up to 2024. From 2025 SCB adds noise to each figure (Cell Key method), which the next check allows for.
SELECT
  total.area_code,
  total.period,
  total.age,
  total.persons,
  SUM(part.persons) AS women_and_men
FROM core_population AS total
JOIN core_population AS part
  ON part.area_code = total.area_code
  AND part.period = total.period
  AND part.age = total.age
  AND part.sex IN ('K', 'M')
WHERE
  total.sex = '_T' AND total.period < '2025'
GROUP BY
  total.area_code,
  total.period,
  total.age,
  total.persons
HAVING
  COUNT(part.persons) = 2 AND SUM(part.persons) <> total.persons
