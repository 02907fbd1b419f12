SELECT
  area_code,
  period,
  sex,
  '_T' AS category,
  voters AS numerator,
  electors AS denominator,
  status
FROM core_votes
