SELECT
  area_code,
  period,
  sex,
  measure,
  value,
  status
FROM raw.scb__deso_economic_standard
WHERE
  area_code IS NOT NULL
