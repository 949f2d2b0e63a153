"""What the endpoints of this app share: named shapes of the contract."""
