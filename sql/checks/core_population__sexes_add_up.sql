-- severity: error
-- reason: Women and men are all residents: exactly so until the agency adds noise to each figure (SCB's Cell Key method, `noise_from` of the dataset), which the next check allows for.
-- skäl: Kvinnor och män är alla invånare: exakt så tills myndigheten lägger brus på varje siffra (SCB:s Cell Key-metod, datasetets `noise_from`), vilket nästa kontroll tar höjd för.
WITH noise AS (
  SELECT
    COALESCE(MIN(noise_from), '9999') AS first_period
  FROM seed.dataset
  WHERE
    dataset IN ('scb__deso_population', 'scb__deso_population_total', 'scb__population_municipality')
)
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
CROSS JOIN noise
WHERE
  total.sex = '_T' AND total.period < noise.first_period
GROUP BY
  total.area_code,
  total.period,
  total.age,
  total.persons
HAVING
  COUNT(part.persons) = 2 AND SUM(part.persons) <> total.persons
