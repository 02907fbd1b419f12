-- severity: error
-- reason: Kolada's N07609 is titled unsafe while its description counts the safe. The values are the unsafe as long as they lie below half (2026-11-22); above, the polarity would be wrong.
-- skäl: Koladas N07609 heter otrygga medan beskrivningen räknar de trygga. Värdena är de otrygga så länge de ligger under hälften (2026-11-22); däröver vore riktningen fel.
SELECT
  measure,
  area_code,
  period,
  value
FROM stg_bra__ntu
WHERE
  measure = 'N07609' AND value > 50
