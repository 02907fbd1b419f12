SELECT
  measure,
  area_code,
  period,
  sex,
  value,
  status
FROM raw.scb__regso_area_type
WHERE
  area_code IS NOT NULL
