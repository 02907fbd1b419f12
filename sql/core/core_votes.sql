-- Votes in the municipal council election for every level, summed from voting districts. Late advance votes that were
-- not sorted by district count in the municipality and above; at district level they are not applicable, since they
-- have no electors to be divided by. A sum that lacks a district has no value and says why.
WITH district AS (
  SELECT
    area_code,
    period,
    SUM(CASE WHEN measure = 'electors' THEN value END) AS electors,
    SUM(CASE WHEN measure = 'foreign_electors' THEN value END) AS foreign_electors,
    SUM(CASE WHEN measure = 'voters' THEN value END) AS voters,
    SUM(CASE WHEN measure = 'invalid_ballots' THEN value END) AS invalid_ballots,
    MAX(CASE WHEN value IS NULL THEN status END) AS lacking,
    MAX(CASE WHEN status = 'provisional' THEN status END) AS provisional
  FROM stg_valmyndigheten__turnout_district
  GROUP BY
    area_code,
    period
), summed AS (
  SELECT
    core_area_part.whole_code AS area_code,
    core_area_part.whole_level AS level,
    district.period,
    SUM(district.electors) AS electors,
    SUM(district.foreign_electors) AS foreign_electors,
    SUM(district.voters) AS voters,
    SUM(district.invalid_ballots) AS invalid_ballots,
    CASE
      WHEN core_area_part.whole_level = 'valdistrikt' AND SUM(district.electors) = 0
      THEN 'not_applicable'
      WHEN COUNT(*) <> MAX(core_area_part.parts)
      THEN 'missing'
      ELSE COALESCE(MAX(district.lacking), MAX(district.provisional), 'final')
    END AS status
  FROM district
  JOIN core_area_part
    ON core_area_part.part_code = district.area_code
  GROUP BY
    core_area_part.whole_code,
    core_area_part.whole_level,
    district.period
)
SELECT
  area_code,
  level,
  period,
  '_T' AS sex,
  CASE WHEN status IN ('final', 'provisional') THEN electors END AS electors,
  CASE WHEN status IN ('final', 'provisional') THEN foreign_electors END AS foreign_electors,
  CASE WHEN status IN ('final', 'provisional') THEN voters END AS voters,
  CASE WHEN status IN ('final', 'provisional') THEN invalid_ballots END AS invalid_ballots,
  status
FROM summed
