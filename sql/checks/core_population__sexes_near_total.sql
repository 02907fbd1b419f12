-- severity: warn
-- reason: Where the agency adds noise to each figure, also to totals (SCB's Cell Key method, `noise_from` of the dataset), women and men differ from all residents by a few persons a DeSO; more than 15 in one, or one in a hundred of a larger area, is no noise.
-- skäl: Där myndigheten lägger brus på varje siffra, även på totaler (SCB:s Cell Key-metod, datasetets `noise_from`), skiljer sig kvinnor och män från alla invånare med några personer per DeSO; fler än 15 i en, eller en på hundra i ett större område, är inget brus.
WITH noise AS (
  SELECT
    COALESCE(MIN(noise_from), '9999') AS first_period
  FROM seed.dataset
  WHERE
    dataset IN ('scb__deso_population', 'scb__deso_population_total', 'scb__population_municipality')
)
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
CROSS JOIN noise
WHERE
  total.sex = '_T' AND total.period >= noise.first_period
GROUP BY
  total.area_code,
  total.level,
  total.period,
  total.age,
  total.persons
HAVING
  COUNT(part.persons) = 2
  AND ABS(SUM(part.persons) - total.persons) > GREATEST(15, 0.01 * total.persons)
