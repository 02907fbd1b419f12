-- severity: error
-- reason: A share made of counts, and its interval, lie between 0 and 100 per cent (0 and 1 for other multipliers).
-- skäl: En andel av antal, och dess intervall, ligger mellan 0 och 100 procent (0 och 1 med annan multiplikator).
SELECT
  estimate.indicator,
  estimate.area_code,
  estimate.period,
  estimate.sex,
  estimate.category,
  estimate.value,
  estimate.lower,
  estimate.upper
FROM estimate
JOIN seed.indicator AS indicator
  ON indicator.indicator = estimate.indicator
WHERE
  indicator.kind = 'share'
  AND (
    estimate.value < 0
    OR estimate.value > indicator.multiplier * 1.000001
    OR estimate.lower < -0.000001
    OR estimate.upper > indicator.multiplier * 1.000001
  )
