-- A net can be negative, which counts cannot: the value itself.
SELECT
  area_code,
  period,
  sex,
  '_T' AS category,
  persons / NULLIF(persons_all, 0) AS value,
  CAST(NULL AS DOUBLE) AS lower,
  CAST(NULL AS DOUBLE) AS upper,
  status
FROM core_net_migration
WHERE
  origin = 'foreign'
