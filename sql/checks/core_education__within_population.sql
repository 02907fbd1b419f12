-- severity: error
-- reason: Persons aged 25-64, of known and unknown attainment, are part of all residents.
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
WHERE
  core_education.education IN ('known', 'unknown')
GROUP BY
  core_education.area_code,
  core_education.period,
  core_education.sex
HAVING
  SUM(core_education.persons) > MAX(core_population.persons)
