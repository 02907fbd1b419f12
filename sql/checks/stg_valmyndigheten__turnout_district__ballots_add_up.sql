-- severity: error
-- reason: Valid and invalid ballots make the voters, blank ballots are among the invalid, and nobody votes without being an elector (late advance votes apart, which have no electors).
-- skäl: Giltiga och ogiltiga röstsedlar är de röstande, blanka hör till de ogiltiga, och ingen röstar utan att vara röstberättigad (utom sent inkomna förtidsröster, som inte har några röstberättigade).
WITH wide AS (
  SELECT
    area_code,
    constituency_name,
    district_name,
    period,
    SUM(CASE WHEN measure = 'electors' THEN value END) AS electors,
    SUM(CASE WHEN measure = 'foreign_electors' THEN value END) AS foreign_electors,
    SUM(CASE WHEN measure = 'voters' THEN value END) AS voters,
    SUM(CASE WHEN measure = 'valid_ballots' THEN value END) AS valid_ballots,
    SUM(CASE WHEN measure = 'invalid_ballots' THEN value END) AS invalid_ballots,
    SUM(CASE WHEN measure = 'blank_ballots' THEN value END) AS blank_ballots
  FROM stg_valmyndigheten__turnout_district
  GROUP BY
    area_code,
    constituency_name,
    district_name,
    period
)
SELECT
  area_code,
  constituency_name,
  district_name,
  period,
  electors,
  voters,
  valid_ballots,
  invalid_ballots,
  blank_ballots
FROM wide
WHERE
  voters <> valid_ballots + invalid_ballots
  OR blank_ballots > invalid_ballots
  OR foreign_electors > electors
  OR (
    electors > 0 AND voters > electors
  )
