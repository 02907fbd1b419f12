SELECT
  measure,
  area_code,
  period,
  sex,
  statistic,
  value,
  status
FROM raw.kungalv__resident_survey
WHERE
  area_code IS NOT NULL
