-- severity: warn
-- reason: Every household has at least one person. SCB adjusts small values, so a household too many is possible, but hardly in a whole area.
-- skäl: Varje hushåll har minst en person. SCB justerar små värden, så ett hushåll för mycket kan förekomma, men knappast i ett helt område.
SELECT
  core_households.area_code,
  core_households.period,
  core_households.households,
  core_population.persons
FROM core_households
JOIN core_population
  ON core_population.area_code = core_households.area_code
  AND core_population.period = core_households.period
  AND core_population.sex = core_households.sex
  AND core_population.age = '_T'
WHERE
  core_households.household = '_T'
  AND core_households.households > core_population.persons
