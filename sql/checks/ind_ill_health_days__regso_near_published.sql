-- severity: warn
-- reason: Days rebuilt from RegSO lie within half a day of the municipality's figure from Försäkringskassan; the registers and dates of the two differ a little.
-- skäl: Dagar som summerats av RegSO ligger inom en halv dag från Försäkringskassans siffra för kommunen; registren och datumen skiljer sig lite.
SELECT
  rebuilt.area_code,
  rebuilt.period,
  rebuilt.sex,
  rebuilt.numerator / NULLIF(rebuilt.denominator, 0) AS rebuilt_days,
  published.value AS published_days
FROM ind_ill_health_days AS rebuilt
JOIN stg_forsakringskassan__ill_health_days AS published
  ON published.area_code = rebuilt.area_code
  AND published.period = rebuilt.period
  AND published.sex = rebuilt.sex
  AND published.measure = 'days_per_person'
WHERE
  ABS(rebuilt.numerator / NULLIF(rebuilt.denominator, 0) - published.value) > 0.5
