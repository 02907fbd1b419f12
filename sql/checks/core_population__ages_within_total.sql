-- severity: error
-- reason: The ages are parts of all residents, so together they cannot be more than the total; with the agency's noise (`noise_from` of the dataset) by 15 persons, or one in a hundred, at most.
-- skäl: Åldrarna är delar av alla invånare och kan tillsammans inte vara fler än totalen; med myndighetens brus (datasetets `noise_from`) som mest 15 personer fler, eller en på hundra.
WITH noise AS (
  SELECT
    COALESCE(MIN(noise_from), '9999') AS first_period
  FROM seed.dataset
  WHERE
    dataset IN ('scb__deso_population', 'scb__deso_population_total', 'scb__population_municipality')
)
SELECT
  part.area_code,
  part.period,
  part.sex,
  SUM(part.persons) AS persons_in_ages,
  MAX(total.persons) AS persons
FROM core_population AS part
JOIN core_population AS total
  ON total.area_code = part.area_code
  AND total.period = part.period
  AND total.sex = part.sex
  AND total.age = '_T'
CROSS JOIN noise
WHERE
  part.age IN ('0-19', '20-24')
GROUP BY
  part.area_code,
  part.period,
  part.sex,
  noise.first_period
HAVING
  SUM(part.persons) > MAX(total.persons) + CASE
    WHEN part.period >= noise.first_period
    THEN GREATEST(15, 0.01 * MAX(total.persons))
    ELSE 0
  END
