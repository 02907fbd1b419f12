SELECT
  area_code,
  period,
  sex,
  '_T' AS age,
  value,
  status
FROM raw.scb__deso_population_total
WHERE
  area_code IS NOT NULL
