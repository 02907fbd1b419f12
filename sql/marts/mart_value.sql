-- Every estimate with its area's name and place in the tree: what the reading commands look up, in the order in
-- which they do, so that a few areas lie together.
SELECT
  estimate.indicator,
  estimate.level,
  estimate.area_code,
  area.name AS area_name,
  area.municipality,
  area.county,
  estimate.period,
  estimate.sex,
  estimate.category,
  estimate.value,
  estimate.lower,
  estimate.upper,
  estimate.numerator,
  estimate.denominator,
  estimate.numerator_error,
  estimate.status,
  estimate.method
FROM estimate
JOIN seed.area AS area
  ON area.code = estimate.area_code
ORDER BY
  estimate.area_code,
  estimate.indicator,
  estimate.period,
  estimate.sex,
  estimate.category
