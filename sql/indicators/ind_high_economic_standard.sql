SELECT
  area_code,
  period,
  sex,
  '_T' AS category,
  persons AS numerator,
  persons_all AS denominator,
  status
FROM core_economic_standard
WHERE
  standard = 'high'
