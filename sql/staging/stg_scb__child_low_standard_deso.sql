SELECT
  measure,
  area_code,
  period,
  value,
  status
FROM raw.scb__child_low_standard_deso
WHERE
  area_code IS NOT NULL
