-- severity: error
-- reason: DeSO summed to municipality, county and country is exactly the population that SCB publishes for them, until it adds noise to each figure (`noise_from` of the dataset).
-- skäl: DeSO summerade till kommun, län och riket är exakt den folkmängd som SCB publicerar för dem, tills SCB lägger brus på varje siffra (datasetets `noise_from`).
WITH noise AS (
  SELECT
    COALESCE(MIN(noise_from), '9999') AS first_period
  FROM seed.dataset
  WHERE
    dataset IN ('scb__deso_population', 'scb__deso_population_total', 'scb__population_municipality')
), published AS (
  SELECT
    area_code,
    period,
    sex,
    value AS persons
  FROM stg_scb__population_municipality
  UNION ALL
  SELECT
    core_area.parent AS area_code,
    county.period,
    county.sex,
    SUM(county.value) AS persons
  FROM stg_scb__population_municipality AS county
  JOIN core_area
    ON core_area.area_code = county.area_code AND core_area.level = 'lan'
  GROUP BY
    core_area.parent,
    county.period,
    county.sex
)
SELECT
  published.area_code,
  published.period,
  published.sex,
  published.persons AS published_persons,
  core_population.persons AS summed_persons
FROM published
LEFT JOIN core_population
  ON core_population.area_code = published.area_code
  AND core_population.period = published.period
  AND core_population.sex = published.sex
  AND core_population.age = '_T'
CROSS JOIN noise
WHERE
  published.period < noise.first_period
  AND (
    core_population.persons IS NULL OR core_population.persons <> published.persons
  )
