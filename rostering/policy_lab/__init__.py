"""制度: drafts of a policy, comment rounds, simulation, publication."""
