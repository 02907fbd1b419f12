-- severity: warn
-- reason: Turnout summed from RegSO lies within two percentage points of the Election Authority's figure for the municipality.
-- skäl: Valdeltagande som summerats av RegSO ligger inom två procentenheter från Valmyndighetens siffra för kommunen.
SELECT
  residence.area_code,
  residence.period,
  100.0 * residence.numerator / NULLIF(residence.denominator, 0) AS turnout_by_residence,
  100.0 * election.numerator / NULLIF(election.denominator, 0) AS turnout_by_district
FROM ind_turnout_regso AS residence
JOIN ind_turnout_municipal AS election
  ON election.area_code = residence.area_code
  AND election.period = residence.period
  AND election.sex = residence.sex
WHERE
  ABS(
    100.0 * residence.numerator / NULLIF(residence.denominator, 0) - 100.0 * election.numerator / NULLIF(election.denominator, 0)
  ) > 2
