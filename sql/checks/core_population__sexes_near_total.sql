-- severity: warn
-- reason: From 2025 SCB adds noise to each figure, also to totals (Cell Key method), so women and men differ from all residents by a few persons a DeSO; more than 15 in one, or one in a hundred of a larger area, is no noise.
SELECT
  total.area_code,
  total.level,
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
  total.sex = '_T' AND total.period >= '2025'
GROUP BY
  total.area_code,
  total.level,
  total.period,
  total.age,
  total.persons
HAVING
  COUNT(part.persons) = 2
  AND ABS(SUM(part.persons) - total.persons) > GREATEST(15, 0.01 * total.persons)
