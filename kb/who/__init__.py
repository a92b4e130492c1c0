"""A name goes in, the entity it stands for comes out with the reasons: facts, evidence, people's judgements; no database."""
