-- severity: warn
-- reason: A share lies between 0 and 100 per cent. Preschool enrolment may exceed it, by its definition (place of preschool over place of residence); a deviation from a model may be below 0.
-- skäl: En andel ligger mellan 0 och 100 procent. Inskrivna i förskola kan ligga över, så som måttet är definierat (förskolans kommun mot bostadens); en avvikelse från en modell kan ligga under 0.
SELECT
  published.indicator,
  published.area_code,
  published.period,
  published.sex,
  published.value
FROM ind_published AS published
JOIN seed.indicator AS indicator
  ON indicator.indicator = published.indicator
WHERE
  indicator.unit = 'percent'
  AND NOT published.indicator IN ('preschool_enrolled_1_5', 'preschool_enrolled_3_5', 'school_merit_salsa')
  AND (
    published.value < 0 OR published.value > 100
  )
