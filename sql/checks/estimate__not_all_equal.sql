-- severity: warn
-- reason: Ten areas or more with one and the same value are a constant, a default or a column read twice, unless the value is 0 or the whole.
-- skäl: Tio områden eller fler med ett och samma värde är en konstant, ett förvalt värde eller en kolumn som lästs två gånger, om värdet inte är 0 eller allt.
SELECT
  estimate.indicator,
  estimate.level,
  estimate.period,
  estimate.sex,
  estimate.category,
  COUNT(estimate.value) AS areas,
  MIN(estimate.value) AS value
FROM estimate
WHERE
  NOT estimate.value IS NULL
GROUP BY
  estimate.indicator,
  estimate.level,
  estimate.period,
  estimate.sex,
  estimate.category
HAVING
  COUNT(estimate.value) >= 10
  AND MIN(estimate.value) = MAX(estimate.value)
  AND MIN(estimate.value) <> 0
