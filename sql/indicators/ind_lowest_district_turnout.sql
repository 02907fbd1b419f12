-- The voting district with the lowest turnout in each municipality, with that district's counts. Districts without
-- electors (late advance votes) take no part; equal turnouts are told apart by the district's code.
WITH ranked AS (
  SELECT
    core_area_part.whole_code AS area_code,
    core_votes.period,
    core_votes.sex,
    core_votes.voters,
    core_votes.electors,
    core_votes.status,
    ROW_NUMBER() OVER (
      PARTITION BY core_area_part.whole_code, core_votes.period, core_votes.sex
      ORDER BY core_votes.voters / NULLIF(core_votes.electors, 0), core_votes.area_code
    ) AS position
  FROM core_votes
  JOIN core_area_part
    ON core_area_part.part_code = core_votes.area_code
    AND core_area_part.whole_level = 'kommun'
  WHERE
    core_votes.level = 'valdistrikt' AND core_votes.electors > 0
)
SELECT
  area_code,
  period,
  sex,
  '_T' AS category,
  voters AS numerator,
  electors AS denominator,
  status
FROM ranked
WHERE
  position = 1
