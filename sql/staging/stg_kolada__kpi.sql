SELECT
  measure,
  area_code,
  period,
  sex,
  value,
  status
FROM raw.kolada__kpi
WHERE
  area_code IS NOT NULL
