SELECT
  measure,
  area_code,
  period,
  sex,
  statistic,
  value,
  status
FROM raw.folkhalsomyndigheten__social_relations
WHERE
  area_code IS NOT NULL
