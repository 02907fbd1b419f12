SELECT
  area_code,
  period,
  sex,
  '_T' AS category,
  invalid_ballots AS numerator,
  voters AS denominator,
  status
FROM core_votes
