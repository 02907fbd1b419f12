SELECT
  measure,
  area_code,
  period,
  sex,
  statistic,
  value,
  status
FROM raw.folkhalsomyndigheten__living_habits
WHERE
  area_code IS NOT NULL
