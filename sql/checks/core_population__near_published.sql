-- severity: warn
-- reason: From 2025 SCB adds noise to each figure (Cell Key method): a municipality summed from its DeSO lies within one in two hundred of the published population, or a DeSO is missing.
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
WHERE
  published.period >= '2025'
  AND (
    core_population.persons IS NULL
    OR ABS(core_population.persons - published.value) > 0.005 * published.value
  )
