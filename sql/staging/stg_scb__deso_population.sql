SELECT
  area_code,
  period,
  sex,
  age,
  value,
  status
FROM raw.scb__deso_population
WHERE
  area_code IS NOT NULL
