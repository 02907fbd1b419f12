SELECT
  measure,
  area_code,
  period,
  sex,
  value,
  status
FROM raw.forsakringskassan__ill_health_days
WHERE
  area_code IS NOT NULL
