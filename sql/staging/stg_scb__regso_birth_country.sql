SELECT
  area_code,
  period,
  sex,
  birth_country,
  value,
  status
FROM raw.scb__regso_birth_country
WHERE
  area_code IS NOT NULL
