SELECT
  measure,
  area_code,
  period,
  sex,
  statistic,
  value,
  status
FROM raw.folkhalsomyndigheten__psychological_health
WHERE
  area_code IS NOT NULL
