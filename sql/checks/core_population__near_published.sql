-- severity: warn
-- reason: Where the agency adds noise to each figure (SCB's Cell Key method, `noise_from` of the dataset), a municipality summed from its DeSO lies within one in two hundred of the published population, or a DeSO is missing.
-- skäl: Där myndigheten lägger brus på varje siffra (SCB:s Cell Key-metod, datasetets `noise_from`) ligger en kommun som summerats av sina DeSO inom en på tvåhundra av den publicerade folkmängden, annars saknas en DeSO.
WITH noise AS (
  SELECT
    COALESCE(MIN(noise_from), '9999') AS first_period
  FROM seed.dataset
  WHERE
    dataset IN ('scb__deso_population', 'scb__deso_population_total', 'scb__population_municipality')
)
SELECT
  published.area_code,
  published.period,
  published.sex,
  published.value AS published_persons,
  core_population.persons AS summed_persons
FROM stg_scb__population_municipality AS published
LEFT JOIN core_population
  ON core_population.area_code = published.area_code
  AND core_population.period = published.period
  AND core_population.sex = published.sex
  AND core_population.age = '_T'
CROSS JOIN noise
WHERE
  published.period >= noise.first_period
  AND (
    core_population.persons IS NULL
    OR ABS(core_population.persons - published.value) > 0.005 * published.value
  )
