SELECT
  area_code,
  period,
  sex,
  measure,
  value,
  status
FROM raw.scb__regso_migration
WHERE
  area_code IS NOT NULL
