-- severity: error
-- reason: The RegSO totals in the table by region of birth are the same residents as in the DeSO tables; equal up to 2024. A difference means that a RegSO's label or its DeSO are tied to the wrong code.
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
WHERE
  core_birth_country.birth_country = '_T'
  AND core_birth_country.period < '2025'
  AND core_birth_country.persons <> core_population.persons
