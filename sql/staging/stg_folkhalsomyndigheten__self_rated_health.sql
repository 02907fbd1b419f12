SELECT
  measure,
  area_code,
  period,
  sex,
  statistic,
  value,
  status
FROM raw.folkhalsomyndigheten__self_rated_health
WHERE
  area_code IS NOT NULL
