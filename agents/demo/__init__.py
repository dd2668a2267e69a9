"""Sample agents: what foreign ones cost, and two that live on the desk."""
