SELECT
  part.area_code,
  part.period,
  part.sex,
  '_T' AS category,
  part.persons AS numerator,
  whole.persons AS denominator,
  CASE WHEN part.persons IS NULL THEN part.status ELSE whole.status END AS status
FROM core_employed AS part
JOIN core_employed AS whole
  ON whole.area_code = part.area_code
  AND whole.period = part.period
  AND whole.sex = part.sex
  AND whole.industry = '_T'
WHERE
  part.industry = 'care'
