SELECT
  area_code,
  period,
  sex,
  '_T' AS category,
  persons AS numerator,
  persons_all AS denominator,
  rounding_error AS numerator_error,
  status
FROM core_economic_standard
WHERE
  standard = 'high'
