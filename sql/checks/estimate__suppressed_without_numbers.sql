-- severity: error
-- reason: What is suppressed, missing or not applicable carries no number: not the value, its limits or the counts behind it.
-- skäl: Det som är prickat, saknas eller inte är tillämpligt har inget tal: varken värde, gränser eller antalen bakom.
SELECT
  indicator,
  area_code,
  period,
  sex,
  category,
  status
FROM estimate
WHERE
  NOT status IN ('final', 'provisional')
  AND (
    NOT value IS NULL OR NOT lower IS NULL OR NOT upper IS NULL
    OR (
      status = 'suppressed' AND NOT numerator IS NULL
    )
  )
