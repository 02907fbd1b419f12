-- severity: warn
-- reason: A figure for a period that begins after its area was retired is tied to a code that has got another meaning.
-- skäl: En siffra för en period som börjar efter att området upphört är knuten till en kod som fått en annan betydelse.
SELECT
  estimate.indicator,
  estimate.area_code,
  area.name,
  area.valid_to,
  estimate.period,
  estimate.value
FROM estimate
JOIN seed.area AS area
  ON area.code = estimate.area_code
WHERE
  estimate.sex = '_T'
  AND estimate.category = '_T'
  AND NOT estimate.value IS NULL
  AND area.valid_to <> ''
  AND SUBSTRING(area.valid_to, 1, 4) < SUBSTRING(estimate.period, 1, 4)
