-- severity: error
-- reason: The RegSO totals in the table by region of birth are the same residents as in the DeSO tables: equal, or within 15 persons, or one in a hundred, where the agency adds noise (`noise_from` of the dataset). A larger difference means that a RegSO's label or its DeSO are tied to the wrong code.
-- skäl: RegSO-summorna i tabellen över födelseland är samma invånare som i DeSO-tabellerna: lika, eller inom 15 personer, eller en på hundra, där myndigheten lägger på brus (datasetets `noise_from`). En större skillnad betyder att en RegSO:s namn eller dess DeSO är knutna till fel kod.
WITH noise AS (
  SELECT
    COALESCE(MIN(noise_from), '9999') AS first_period
  FROM seed.dataset
  WHERE
    dataset IN ('scb__deso_population', 'scb__deso_population_total', 'scb__population_municipality', 'scb__regso_birth_country')
)
SELECT
  core_birth_country.area_code,
  core_birth_country.period,
  core_birth_country.sex,
  core_birth_country.persons AS persons_by_birth,
  core_population.persons AS persons_in_deso
FROM core_birth_country
JOIN core_population
  ON core_population.area_code = core_birth_country.area_code
  AND core_population.period = core_birth_country.period
  AND core_population.sex = core_birth_country.sex
  AND core_population.age = '_T'
CROSS JOIN noise
WHERE
  core_birth_country.birth_country = '_T'
  AND ABS(core_birth_country.persons - core_population.persons) > CASE
    WHEN core_birth_country.period >= noise.first_period
    THEN GREATEST(15, 0.01 * core_population.persons)
    ELSE 0
  END
