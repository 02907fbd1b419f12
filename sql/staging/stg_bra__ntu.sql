SELECT
  measure,
  area_code,
  period,
  sex,
  value,
  status
FROM raw.bra__ntu
WHERE
  area_code IS NOT NULL
