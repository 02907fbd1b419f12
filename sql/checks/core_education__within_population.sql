-- severity: error
-- reason: Persons aged 25-64, of known and unknown attainment, are part of all residents; with the agency's noise (`noise_from` of the dataset) more by 15 persons, or one in a hundred, at most.
-- skäl: Personer 25–64 år, med känd och okänd utbildning, är en del av alla invånare; med myndighetens brus (datasetets `noise_from`) som mest 15 personer fler, eller en på hundra.
WITH noise AS (
  SELECT
    COALESCE(MIN(noise_from), '9999') AS first_period
  FROM seed.dataset
  WHERE
    dataset IN ('scb__deso_population', 'scb__deso_population_total', 'scb__population_municipality')
)
SELECT
  core_education.area_code,
  core_education.period,
  core_education.sex,
  SUM(core_education.persons) AS persons_25_64,
  MAX(core_population.persons) AS persons
FROM core_education
JOIN core_population
  ON core_population.area_code = core_education.area_code
  AND core_population.period = core_education.period
  AND core_population.sex = core_education.sex
  AND core_population.age = '_T'
CROSS JOIN noise
WHERE
  core_education.education IN ('known', 'unknown')
GROUP BY
  core_education.area_code,
  core_education.period,
  core_education.sex,
  noise.first_period
HAVING
  SUM(core_education.persons) > MAX(core_population.persons) + CASE
    WHEN core_education.period >= noise.first_period
    THEN GREATEST(15, 0.01 * MAX(core_population.persons))
    ELSE 0
  END
