-- severity: warn
-- reason: A share lies between 0 and 100 per cent. Preschool enrolment may exceed it, by its definition (place of preschool over place of residence).
-- skäl: En andel ligger mellan 0 och 100 procent. Inskrivna i förskola kan ligga över, så som måttet är definierat (förskolans kommun mot bostadens).
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
  AND published.indicator <> 'preschool_enrolled_3_5'
  AND (
    published.value < 0 OR published.value > 100
  )
